import Trajectories

/// A path in a row: names with dots between them, `[2]` or `[-1]` for an element, `["a.b"]` for a name with a dot, and a `^`
/// in front for each level above the row. What is JSON in a string is walked as the JSON that it is.
struct RowPath: Sendable, Hashable, CustomStringConvertible {
  /// One step of a path.
  enum Step: Sendable, Hashable {
    case name(String)
    case element(Int)
  }

  let description: String
  /// How many levels above the row the path begins.
  private(set) var up = 0
  private(set) var steps: [Step] = []

  /// A path from its text; `nil` if the text is none.
  init?(_ text: String) {
    description = text
    var rest = text[...]
    while rest.first == "^" {
      up += 1
      rest.removeFirst()
    }
    while !rest.isEmpty {
      if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { return nil }
        let inner = rest[rest.index(after: rest.startIndex)..<end]
        if inner.hasPrefix("\""), inner.hasSuffix("\""), inner.count > 2 {
          steps.append(.name(String(inner.dropFirst().dropLast())))
        } else if let number = Int(inner) {
          steps.append(.element(number))
        } else {
          return nil
        }
        rest = rest[rest.index(after: end)...]
        if rest.first == "." { rest.removeFirst() }
        continue
      }
      let name = rest.prefix { $0 != "." && $0 != "[" }
      guard !name.isEmpty else { return nil }
      steps.append(.name(String(name)))
      rest = rest[name.endIndex...]
      if rest.first == "." {
        rest.removeFirst()
        if rest.isEmpty { return nil }
      }
    }
    guard up > 0 || !steps.isEmpty else { return nil }
  }

  /// The name that the path is; `nil` for one of several steps, of an element, or of none.
  var onlyName: String? {
    guard steps.count == 1, case .name(let name) = steps[0] else { return nil }
    return name
  }

  /// The value in a row, which is the last of its levels; `nil` if there is none, or it is `null`.
  func value(in levels: [JSONNode]) -> JSONNode? {
    guard up < levels.count else { return nil }
    var node = levels[levels.count - 1 - up]
    for step in steps {
      guard let next = Self.step(step, from: node) else { return nil }
      node = next
    }
    return node.isNull ? nil : node
  }

  private static func step(_ step: Step, from outer: JSONNode) -> JSONNode? {
    let node = outer.inString ?? outer
    switch step {
    case .name(let name): return node[name]
    case .element(let index):
      let elements = node.elements
      let position = index < 0 ? elements.count + index : index
      return elements.indices.contains(position) ? elements[position] : nil
    }
  }

  /// The path that was probably meant: the last name that is not there, replaced by the nearest one that is.
  func suggestion(in levels: [JSONNode]) -> String? {
    guard up < levels.count else { return nil }
    var node = levels[levels.count - 1 - up]
    for (index, step) in steps.enumerated() {
      if let next = Self.step(step, from: node) {
        node = next
        continue
      }
      node = node.inString ?? node
      guard case .name(let name) = step,
        let near = NearestName.suggestion(for: name, among: node.fields.map(\.name)), near != name
      else { return nil }
      let before = steps[..<index].map(Self.text).joined(separator: ".")
      return String(repeating: "^", count: up) + (before.isEmpty ? near : "\(before).\(near)")
    }
    return nil
  }

  private static func text(_ step: Step) -> String {
    switch step {
    case .name(let name): name
    case .element(let index): "[\(index)]"
    }
  }
}
