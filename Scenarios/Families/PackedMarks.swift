/// One of at most four marks for each of up to 16 things, two bits each: a board that is copied and hashed like a number. Marks
/// are numbered from 0; every thing begins with the mark of number 0.
struct PackedMarks<Mark: RawRepresentable<UInt8> & Sendable>: Hashable, Sendable {
  private var bits: UInt32 = 0

  subscript(thing: Int) -> Mark {
    get {
      guard let mark = Mark(rawValue: UInt8(truncatingIfNeeded: bits >> (2 * UInt32(thing)) & 3)) else {
        preconditionFailure("a mark that was never set")
      }
      return mark
    }
    set {
      let shift = 2 * UInt32(thing)
      bits = bits & ~(3 << shift) | UInt32(newValue.rawValue) << shift
    }
  }
}
