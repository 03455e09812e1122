import Trajectories

/// The names of states, or of one agent's actions or observations, looked up by the bytes of a file.
struct NameTable {
  /// What they are, such as `state`.
  let kind: String
  /// The names; the numbers from 0 for those that the file only counts.
  let names: [String]
  /// Whether the file gives names.
  private let isNamed: Bool
  /// Open addressing: index + 1 of a name, 0 for a free place; a power of two of places, at most half of them taken.
  private var places: [UInt32] = []
  private var texts: [UInt8] = []
  private var textStart: [Int] = [0]

  /// Numbered from 0.
  init(kind: String, count: Int) {
    self.kind = kind
    names = (0..<count).map(String.init)
    isNamed = false
  }

  /// Named, each name once.
  init(kind: String, names: [String]) {
    self.kind = kind
    self.names = names
    isNamed = true
    var size = 4
    while size < 2 * names.count { size *= 2 }
    places = [UInt32](repeating: 0, count: size)
    for (index, name) in names.enumerated() {
      let start = texts.count
      texts += name.utf8
      textStart.append(texts.count)
      var place = Self.hash(texts, start, texts.count) & (size - 1)
      while places[place] != 0 { place = (place + 1) & (size - 1) }
      places[place] = UInt32(index + 1)
    }
  }

  var count: Int { names.count }

  /// The index of the name that some bytes are; `nil` if it is none.
  func index(ofName bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    guard isNamed else { return nil }
    var place = Self.hash(bytes, start, end) & (places.count - 1)
    while places[place] != 0 {
      let index = Int(places[place]) - 1
      if texts[textStart[index]..<textStart[index + 1]].elementsEqual(bytes[start..<end]) { return index }
      place = (place + 1) & (places.count - 1)
    }
    return nil
  }

  /// What is accepted, in words.
  var accepted: String {
    let index = count == 1 ? "the index 0" : "an index in 0...\(count - 1)"
    let one = "aeio".contains(kind.prefix(1)) ? "an" : "a"
    return "\(one) \(kind) (\(isNamed ? "a name, or " : "")\(index))"
  }

  /// A name that is near to one that is not known, as a further sentence.
  func hint(for name: String) -> String {
    guard isNamed else { return "" }
    return NearestName.suggestion(for: name, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
  }

  /// FNV-1a.
  private static func hash(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in start..<end { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
