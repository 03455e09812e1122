import Trajectories

/// Where a field of a row comes from, as a mapping says it.
struct MappedField: Sendable {
  /// The paths, the first that has a value counting.
  var paths: [RowPath] = []
  /// The value where no path has one.
  var constant: String?
  /// Whether that value is the row's own number.
  var isLine = false
  /// What the value's text is cut at, and the parts that are kept, from and to, counted from the end where negative.
  var split: String?
  var partsFromEnd: (lower: Int, upper: Int)?
  /// What words of the log mean.
  var words: MappedWords?
  /// What becomes of an array.
  var fold: Fold?
  /// How the values of an episode's rows are made one.
  var of: Rows = .same
  /// Whether a log may lack it.
  var isOptional = false

  /// What becomes of an array of numbers.
  enum Fold: String, Sendable, CaseIterable { case sum, count, first, last }
  /// How the values of an episode's rows are made one.
  enum Rows: String, Sendable, CaseIterable {
    /// Rows that say something say the same.
    case same
    /// The last row in order that says something.
    case last
  }
}

/// Words of a log with what they mean.
struct MappedWords: Sendable {
  private var entries: [(word: [UInt8], meaning: String?)] = []

  /// Says what a word means; `nil` for one that says nothing.
  mutating func set(_ word: String, _ meaning: String?) {
    let word = Array(word.utf8)
    entries.removeAll { $0.word == word }
    entries.append((word, meaning))
  }

  /// The words, in alphabetical order.
  var words: [String] { entries.map { String(decoding: $0.word, as: UTF8.self) }.sorted() }

  /// What a word means, in small letters if it is none of the words as it stands; `nil` if it is none of them.
  func meaning(of text: MappedTexts.Place, in texts: MappedTexts) -> String?? {
    for (word, meaning) in entries where texts.isEqual(text, to: word) { return .some(meaning) }
    let small = Array(texts[text].lowercased().utf8)
    return entries.first { $0.word == small }.map(\.meaning)
  }
}

/// How a field of a row is read, without what most fields do not have.
struct FieldPlan: Sendable {
  /// Whether the mapping says anything of the field.
  let isGiven: Bool
  /// Whether the value is taken as it stands.
  let isPlain: Bool
  /// Whether it has a value where no path has one.
  let hasDefault: Bool
  /// Whether words stand for values, some of them for none.
  let hasWords: Bool
  /// Whether rows that say something say the same.
  let isSame: Bool
  /// Where the numbers of its paths are.
  let paths: Range<Int>

  /// A field that the mapping says nothing of.
  init() {
    (isGiven, isPlain, hasDefault, hasWords, isSame, paths) = (false, false, false, false, false, 0..<0)
  }

  /// The plan of a field.
  init(_ field: MappedField, paths: Range<Int>) {
    isGiven = true
    isPlain = field.words == nil && field.fold == nil && field.split == nil
    hasDefault = field.constant != nil
    hasWords = field.words != nil
    isSame = field.of == .same
    self.paths = paths
  }
}
