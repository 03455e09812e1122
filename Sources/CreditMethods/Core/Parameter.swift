package import Trajectories

/// A parameter of a method, declared where its value is read: type, default, range and words in one place.
///
/// ```swift
/// @Parameter("weight of the outcome", in: 0...10) var weight = 1.0
/// ```
///
/// The property's name is the parameter's name on the command line and in the method's card; what the property is
/// worth in a method that is made by its plain `init()` is the default. There are parameters of numbers (`Double`,
/// `Int`), of yes or no (`Bool`), of words (enumerations whose raw values are the words), and of words or files
/// (``FileParameter``). Several methods share parameters by embedding a ``ParameterGroup``.
///
/// Like other properties a parameter may be set in a copy of the method, which leaves the original alone.
///
/// Reading a parameter follows a reference: read it once before a loop over turns.
@propertyWrapper
public struct Parameter<Value: Sendable>: Sendable {
  /// What is said of the parameter beside its name and default.
  private let declaration: Declaration
  private var box: Box

  /// What a method reads.
  public var wrappedValue: Value {
    get { box.value }
    set { box = Box(newValue) }
  }

  /// How values are written and read, and what is accepted.
  fileprivate struct Declaration: Sendable {
    let kind: ParameterSpecification.Kind
    let help: String
    let formerName: String?
    let written: @Sendable (Value) -> ParameterValue
    let read: @Sendable (ParameterValue) -> Value?
  }

  /// Where the value lies, so that reflection, which sees copies only, can fill the parameters of a new method.
  ///
  /// A proof that nobody sees it change: `value` is written by ``ReflectedParameters/fill(from:of:)`` alone, on the boxes
  /// of a method that the same call has made by `init()` and not yet handed out; the wrapper's setter makes a new box.
  /// That `init()` makes boxes of its own, rather than copying those of a method that somebody else holds, is checked by
  /// ``ReflectedParameters/check(_:of:)``, without which no method is made from settings.
  fileprivate final class Box: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
  }

  fileprivate init(_ value: Value, _ declaration: Declaration) {
    box = Box(value)
    self.declaration = declaration
  }
}

extension Parameter where Value == Double {
  /// A finite number in a closed range; one that begins with `leastNormalMagnitude` stands for the numbers above 0.
  ///
  /// - Parameters:
  ///   - wrappedValue: The default.
  ///   - help: One line for the reader.
  ///   - range: What is accepted; all finite numbers if nothing is said.
  ///   - formerName: The name that the parameter had in the version before, which stays accepted with a note.
  public init(
    wrappedValue: Double, _ help: String,
    in range: ClosedRange<Double> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude,
    formerly formerName: String? = nil
  ) {
    self.init(
      wrappedValue,
      Declaration(kind: .number(range), help: help, formerName: formerName, written: { .number($0) }) {
        if case .number(let value) = $0 { value } else { nil }
      })
  }

  /// A finite number that is not less than another; see ``init(wrappedValue:_:in:formerly:)``.
  public init(
    wrappedValue: Double, _ help: String, in range: PartialRangeFrom<Double>,
    formerly formerName: String? = nil
  ) {
    self.init(
      wrappedValue: wrappedValue, help, in: range.lowerBound ... .greatestFiniteMagnitude,
      formerly: formerName)
  }
}

extension Parameter where Value == Int {
  /// A whole number in a closed range.
  ///
  /// - Parameters:
  ///   - wrappedValue: The default.
  ///   - help: One line for the reader.
  ///   - range: What is accepted.
  ///   - formerName: The name that the parameter had in the version before, which stays accepted with a note.
  public init(
    wrappedValue: Int, _ help: String, in range: ClosedRange<Int>, formerly formerName: String? = nil
  ) {
    self.init(
      wrappedValue,
      Declaration(kind: .integer(range), help: help, formerName: formerName, written: { .integer($0) }) {
        if case .integer(let value) = $0 { value } else { nil }
      })
  }

  /// A whole number that is not less than another; see ``init(wrappedValue:_:in:formerly:)``.
  public init(
    wrappedValue: Int, _ help: String, in range: PartialRangeFrom<Int>, formerly formerName: String? = nil
  ) {
    self.init(wrappedValue: wrappedValue, help, in: range.lowerBound ... .max, formerly: formerName)
  }
}

extension Parameter where Value == Bool {
  /// Yes or no.
  ///
  /// - Parameters:
  ///   - wrappedValue: The default.
  ///   - help: One line for the reader.
  ///   - formerName: The name that the parameter had in the version before, which stays accepted with a note.
  public init(wrappedValue: Bool, _ help: String, formerly formerName: String? = nil) {
    self.init(
      wrappedValue,
      Declaration(kind: .flag, help: help, formerName: formerName, written: { .flag($0) }) {
        if case .flag(let value) = $0 { value } else { nil }
      })
  }
}

extension Parameter where Value: CaseIterable & RawRepresentable<String> {
  /// One of a few words.
  ///
  /// - Parameters:
  ///   - wrappedValue: The default. It is listed first, whatever the order of the words.
  ///   - help: One line for the reader.
  ///   - accepted: The cases whose words are accepted; all if nothing is said.
  ///   - formerName: The name that the parameter had in the version before, which stays accepted with a note.
  public init(
    wrappedValue: Value, _ help: String, among accepted: [Value] = Array(Value.allCases),
    formerly formerName: String? = nil
  ) {
    let words = accepted.map(\.rawValue)
    let ordered = words.filter { $0 == wrappedValue.rawValue } + words.filter { $0 != wrappedValue.rawValue }
    self.init(
      wrappedValue,
      Declaration(
        kind: .choice(ordered), help: help, formerName: formerName, written: { .text($0.rawValue) }
      ) { if case .text(let word) = $0 { Value(rawValue: word) } else { nil } })
  }
}

extension Parameter where Value: FileParameter {
  /// One of a few words, or the path of a file.
  ///
  /// - Parameters:
  ///   - wrappedValue: The default.
  ///   - help: One line for the reader.
  ///   - formerName: The name that the parameter had in the version before, which stays accepted with a note.
  public init(wrappedValue: Value, _ help: String, formerly formerName: String? = nil) {
    self.init(
      wrappedValue,
      Declaration(
        kind: .file(Value.words), help: help, formerName: formerName, written: { .text($0.text) }
      ) { if case .text(let text) = $0 { Value(text: text) } else { nil } })
  }
}

/// What a ``Parameter`` of a word or a file is worth. A file is best read when the value is made, once for all batches; what
/// was wrong with it is kept until the method is used.
public protocol FileParameter: Sendable {
  /// The words that are no files; a file that is called like one is written `./word`.
  static var words: [String] { get }
  /// The value that one of the words, or the path of a file, stands for.
  init(text: String)
  /// The word or the path.
  var text: String { get }
}

/// A parameter without its type, as reflection finds it.
package protocol DeclaredParameter: Sendable {
  /// The parameter under a name, with its present value as the default.
  func specification(named name: String) -> ParameterSpecification
  /// Gives the value of a new method's parameter; `false` if it is of another type.
  func fill(with value: ParameterValue) -> Bool
  /// Where its value lies.
  var place: ObjectIdentifier { get }
}

extension Parameter: DeclaredParameter {
  package func specification(named name: String) -> ParameterSpecification {
    ParameterSpecification(
      name: name, kind: declaration.kind, defaultValue: declaration.written(box.value),
      help: declaration.help,
      formerName: declaration.formerName)
  }

  package func fill(with value: ParameterValue) -> Bool {
    guard let value = declaration.read(value) else { return false }
    box.value = value
    return true
  }

  package var place: ObjectIdentifier { ObjectIdentifier(box) }
}
