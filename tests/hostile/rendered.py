"""The forms of a page as a browser sees them: where they go, and what each field holds."""

import re
from html.parser import HTMLParser

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UNTOUCHED = {"csrfmiddlewaretoken"}


class Form:
    """A form: its address and its fields, each with the values that a browser would send."""

    def __init__(self, action, method):
        self.action, self.method, self.fields, self.options = action, method, {}, {}

    def sound(self):
        """What a browser sends of the untouched form."""
        return {name: list(values) for name, values in self.fields.items()}

    def open_names(self):
        """The fields that a person or a program could spoil."""
        return [name for name in self.fields if name not in UNTOUCHED]

    def outline(self):
        """What tells it from another form: where it goes, its fields and what they offer."""
        offered = tuple((name, *values) for name, values in sorted(self.options.items()))
        return (self.action, *sorted(self.fields), *offered)

    def names_of_ids(self):
        """The fields that hold or offer the ids of rows."""
        held = {name: [*self.options.get(name, ()), *values] for name, values in self.fields.items()}
        return [name for name, values in held.items() if any(UUID.fullmatch(str(value)) for value in values)]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.area = [], None, None, None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.form = Form(found.get("action") or "", (found.get("method") or "get").lower())
            self.forms.append(self.form)
        elif self.form is not None and tag in ("input", "select", "textarea", "button") and found.get("name"):
            self._field(tag, found)
        elif tag == "option" and self.select:
            value = found.get("value", "")
            self.form.options.setdefault(self.select, []).append(value)
            if "selected" in found:
                self.form.fields[self.select] = [value]

    def _field(self, tag, found):
        name, values = found["name"], self.form.fields.setdefault(found["name"], [])
        kind = found.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
        elif kind in ("checkbox", "radio"):
            self.form.options.setdefault(name, []).append(found.get("value", "on"))
            if "checked" in found:
                values.append(found.get("value", "on"))
        elif tag == "input":
            values.append(found.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, text):
        if self.area and self.form is not None:
            self.form.fields[self.area] = [text.strip("\n")]


def forms_of(html, path):
    """The forms that post, with their addresses made whole."""
    reader = _Reader()
    reader.feed(html)
    found = [form for form in reader.forms if form.method == "post"]
    for form in found:
        form.action = form.action.split("#")[0] or path
    return found
