// A receipt that was asked for prints by itself.
window.addEventListener("load", () => {
  if (document.body.hasAttribute("data-print")) window.print();
});
