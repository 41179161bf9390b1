/* Before anything is painted: the colour scheme that the reader chose on this device, if any. */
document.documentElement.dataset.js = "";
try {
  document.documentElement.dataset.scheme = localStorage.getItem("recap-scheme") ?? "auto";
} catch {
  document.documentElement.dataset.scheme = "auto"; // storage is refused: the choice lasts as long as the page
}
