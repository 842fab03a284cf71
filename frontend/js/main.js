// Everything here improves a page that already works; a failure in one part leaves the others alone.
import { autosave } from "./autosave.js";
import { copy } from "./copy.js";
import { focusErrors } from "./focus.js";
import { menu } from "./menu.js";
import { print } from "./print.js";
import { quiet } from "./quiet.js";
import { submitOnce } from "./submit-once.js";

for (const enhance of [focusErrors, menu, autosave, copy, print, quiet, submitOnce]) {
  try {
    enhance();
  } catch (error) {
    console.error(error);
  }
}
