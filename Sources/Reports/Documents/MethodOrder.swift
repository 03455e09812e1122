import Ascribe
import Ground
import Simulation

extension Array {
  /// The elements by a number, the largest first; those without one last, equals in their order.
  func ordered(by number: (Element) -> Measured<Double>) -> [Element] {
    enumerated().sorted { one, other in
      switch (number(one.element).optional, number(other.element).optional) {
      case (let first?, let second?) where first != second: first > second
      case (.some, nil): true
      case (nil, .some): false
      default: one.offset < other.offset
      }
    }.map(\.element)
  }
}

/// Which exact credit methods are held to: those of one kind together, in the order of the methods.
struct HeldTo {
  private(set) var kinds: [(kind: ExactCredit.Kind, labels: [String])] = []

  init(_ methods: [(label: String, kind: ExactCredit.Kind)]) {
    for method in methods {
      if let place = kinds.firstIndex(where: { $0.kind == method.kind }) {
        kinds[place].labels.append(method.label)
      } else {
        kinds.append((method.kind, [method.label]))
      }
    }
  }

  /// In words, with the methods of each kind.
  var words: String {
    "held to " + kinds.map { "\($0.kind): \($0.labels.joined(separator: ", "))" }.joined(separator: "; to ")
  }
}
