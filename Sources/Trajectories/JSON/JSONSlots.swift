import Glibc

/// A value as far as it needs no memory but that of its text: valid for as long as the text that it was read from.
@safe package enum JSONScalar {
  /// No value at all.
  case none
  case null
  /// The unescaped bytes of a string, which are UTF-8 but for halves of surrogate pairs.
  case text(UnsafeBufferPointer<UInt8>)
  case whole(Int)
  case number(Double)
  case flag(Bool)
  /// An array or an object.
  case compound
}

/// Some fields of objects, looked up by their names in one pass, for logs whose objects mostly have the same fields in the
/// same order: the fields of the object before are remembered, so that a name is compared with one other.
package struct JSONSlots {
  /// A field that is looked up.
  package struct Wanted {
    let name: [UInt8]
    let place: Int

    /// A field, and where its value is put.
    package init(_ name: String, place: Int) {
      self.name = Array(name.utf8)
      self.place = place
    }
  }

  private let wanted: [Wanted]
  /// The names of the fields of the object before, one after the other.
  private var names: [UInt8] = []
  /// Where each of them ends, and where its value is put; -1 for a field that is not wanted.
  private var fields: [(end: Int, place: Int)] = []

  /// Slots for fields.
  package init(_ wanted: [Wanted]) { self.wanted = wanted }

  /// Puts the values of an object's fields at their places; what is no object has none of them. The first of several fields
  /// of one name counts.
  package mutating func read(_ node: JSONNode, into values: inout [JSONScalar]) {
    for field in wanted { values[field.place] = .none }
    guard !wanted.isEmpty, node.isObject else { return }
    var position = 0
    var start = 0
    let tape = node.tape
    tape.forEachField(of: node.index) { name, value in
      if position == fields.count || !isRemembered(name, from: start, to: fields[position].end) {
        remember(name, at: position, from: start)
      }
      let field = fields[position]
      position += 1
      start = field.end
      guard field.place >= 0, case .none = values[field.place] else { return }
      values[field.place] = tape.scalar(value)
    }
  }

  @inline(__always) private func isRemembered(_ name: JSONTape.Text, from start: Int, to end: Int) -> Bool {
    guard name.count == end - start else { return false }
    return unsafe names.withUnsafeBufferPointer { names in
      guard let base = names.baseAddress else { return true }
      return unsafe memcmp(base + start, name.start, name.count) == 0
    }
  }

  /// Remembers a field and forgets those that came after its place.
  private mutating func remember(_ name: JSONTape.Text, at position: Int, from start: Int) {
    names.removeSubrange(start...)
    fields.removeSubrange(position...)
    unsafe names.append(contentsOf: name.bytes)
    let field = wanted.first { unsafe name.bytes.elementsEqual($0.name) }
    fields.append((names.count, field?.place ?? -1))
  }
}
