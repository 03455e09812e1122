import Trajectories

/// An SVG element in the making. Its colours are classes of the page's style, so that it follows light and dark.
struct Drawing {
  private let width: Double
  private let height: Double
  private let title: String
  private var parts = ""

  /// A drawing of a size, in pixels.
  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// Which end of a text stands at its place.
  enum Anchor: String { case start, middle, end }

  /// What is in the element.
  var content: String { parts }

  /// The element.
  var svg: String {
    "<svg viewBox=\"0 0 \(Self.text(width)) \(Self.text(height))\" width=\"\(Self.text(width))\" "
      + "role=\"img\" aria-label=\"\(HTMLText.escaped(title))\">\(parts)</svg>"
  }

  /// Adds a line.
  mutating func line(_ x: Double, _ y: Double, to endX: Double, _ endY: Double, _ style: String) {
    parts += "<line x1=\"\(Self.text(x))\" y1=\"\(Self.text(y))\" x2=\"\(Self.text(endX))\" "
    parts += "y2=\"\(Self.text(endY))\" class=\"\(style)\"/>"
  }

  /// Adds a rectangle with a text that is shown where a pointer rests.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, tip: String? = nil
  ) {
    parts += "<rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(max(0, width)))\" "
    parts += "height=\"\(Self.text(max(0, height)))\" class=\"\(style)\""
    parts += tip.map { "><title>\(HTMLText.escaped($0))</title></rect>" } ?? "/>"
  }

  /// Adds a disc.
  mutating func disc(_ x: Double, _ y: Double, radius: Double, _ style: String, tip: String? = nil) {
    parts += "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"\(Self.text(radius))\" "
    parts += "class=\"\(style)\""
    parts += tip.map { "><title>\(HTMLText.escaped($0))</title></circle>" } ?? "/>"
  }

  /// Adds a text; a long one is cut in its middle.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ style: String = "label",
    most: Int = 64
  ) {
    parts += "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" text-anchor=\"\(anchor.rawValue)\" "
    parts += "class=\"\(style)\">\(HTMLText.escaped(CutText.cutting(text, to: most)))</text>"
  }

  /// Adds a path through points.
  mutating func path(_ points: [(x: Double, y: Double)], closed: Bool = false, _ style: String) {
    guard !points.isEmpty else { return }
    parts += "<path d=\"M"
    parts += points.map { "\(Self.text($0.x)) \(Self.text($0.y))" }.joined(separator: "L")
    parts += "\(closed ? "Z" : "")\" class=\"\(style)\"/>"
  }

  /// Adds an element that was written elsewhere.
  mutating func add(_ element: String) { parts += element }

  /// A number with at most one decimal.
  static func text(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "0" }
    let tenths = Int((number * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
  }

  /// About how wide a text of the drawings' size is.
  static func width(of text: String, most: Int = 64) -> Double {
    6.4 * Double(min(most, TextWidth.of(VisibleText.escaped(text))))
  }
}
