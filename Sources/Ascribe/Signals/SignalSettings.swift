import Trajectories

/// Settings of a signal as text: `error=0.2,bias=outcome`, without a name before them.
struct SignalSettings {
  private let values: ParameterValues

  /// Reads settings.
  ///
  /// - Parameters:
  ///   - text: The settings; `exact` and no text at all stand for what is said by none.
  ///   - signal: The signal's name.
  ///   - parameters: What is accepted.
  /// - Throws: ``SignalError/malformed(reason:)``.
  init(_ text: String, of signal: String, _ parameters: [ParameterSpecification]) throws(SignalError) {
    var settings: [(name: String, value: String)] = []
    if text != "exact", !text.isEmpty {
      for part in Call.parts(text) {
        do throws(CallError) {
          let setting = try Call.Setting(part, in: part)
          settings.append((setting.name, setting.value))
        } catch {
          throw .malformed(
            reason: "--\(signal): \"\(part)\" is not name=value; accepted: exact, or name=value,...")
        }
      }
    }
    do throws(ParameterError) {
      values = try ParameterValues(settings, for: parameters, of: "--\(signal)")
    } catch {
      throw .malformed(reason: error.description)
    }
  }

  func number(_ name: String) -> Double { values.number(name) }
  func integer(_ name: String) -> Int { values.integer(name) }

  /// The word of a parameter, as what it stands for.
  func word<Word: RawRepresentable<String>>(_ name: String, or fallback: Word) -> Word {
    Word(rawValue: values.text(name)) ?? fallback
  }
}

extension ParameterSpecification {
  /// One of the words of an enumeration; the first is the default.
  static func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _: Word.Type, _ help: String
  ) -> Self {
    .choice(name, Word.allCases.map(\.rawValue), help)
  }
}
