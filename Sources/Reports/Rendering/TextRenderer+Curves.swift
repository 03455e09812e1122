import Trajectories

extension TextRenderer {
  /// Curves as lines, a line each: its name, its shape, and where it starts and ends.
  func lines(of curves: Curves) -> [String] {
    let names = curves.curves.map { VisibleText.escaped($0.name) }
    let nameWidth = names.map(TextWidth.of).max() ?? 0
    let shapes = curves.curves.map(curves.line)
    let shapeWidth = shapes.map(\.count).max() ?? 0
    let rows = curves.curves.indices.map { place in
      "  " + TextWidth.padded(names[place], to: nameWidth, left: true) + "  "
        + TextWidth.padded(shapes[place], to: shapeWidth, left: true) + "  "
        + curves.words(of: curves.curves[place])
    }
    return titleLines(curves.title) + rows + curves.notes.flatMap { wrapped($0, indent: "  ") }
  }
}
