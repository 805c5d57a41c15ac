// The banner's height, for table heads that stick below it and for where a jump inside the page may land.
import { found } from "./found.js";

export function measureBanner(root) {
  for (const banner of found(root, "[data-banner]", "bannerReady")) {
    const sticks = () => getComputedStyle(banner).position === "sticky";
    // Everything on the page inherits it: it is set when it is something else, once the banner is laid out anyway.
    const measure = () => {
      const height = sticks() ? `${banner.offsetHeight}px` : "0px";
      if (height !== (document.documentElement.style.getPropertyValue("--banner-height") || "0px")) document.documentElement.style.setProperty("--banner-height", height);
    };
    new ResizeObserver(measure).observe(banner);
  }
}
