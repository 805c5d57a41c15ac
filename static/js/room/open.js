// The page of a session that came from the clinic's server: its form becomes the screen of the draft.
import { Room } from "./session.js";

for (const form of document.querySelectorAll("[data-room]")) new Room(form, JSON.parse(document.getElementById("room").textContent)).start();
