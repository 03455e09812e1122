import Trajectories

/// The formats that can be imported. A format is a line here.
package enum LogFormats {
  /// All formats, more special ones before more general ones.
  static let all: [any LogImporter.Type] = [
    Tau2Importer.self, SWEAgentImporter.self, MiniSWEAgentImporter.self, WhoWhenImporter.self,
    TraceElephantImporter.self, InspectImporter.self, OpenTelemetryImporter.self, AgentLightningImporter.self,
    LangSmithImporter.self,
    LangfuseImporter.self, PresetImporter<VerlAgentPreset>.self, PresetImporter<VerlPreset>.self,
    PresetImporter<VerlLegacyPreset>.self,
    PresetImporter<RLLMPreset>.self, PresetImporter<PlainRowsPreset>.self,
  ]

  /// The name for a format that is found by content.
  package static let auto = "auto"

  /// The names that are accepted.
  package static var names: [String] { [auto] + all.map { $0.name } + [MappedImporter.mappingName] }

  /// The names with what they stand for.
  package static var titles: [(name: String, title: String)] { all.map { ($0.name, $0.title) } }

  /// The format of a file by its content; `nil` if it is none that is known.
  static func format(of sample: LogSample) -> (any LogImporter.Type)? { all.first { $0.fits(sample) } }

  /// The log that a file is, as far as its beginning shows; `nil` for a file that is none, or cannot be read again.
  package static func known(at path: String) -> (name: String, title: String)? {
    guard path != "-", let source = try? ByteSource(path, expected: "a log"), source.isRepeatable,
      let file = try? LogFile(source, path: path)
    else { return nil }
    return format(of: file.sample).map { ($0.name, $0.title) }
  }

  /// What a file lacks to be of a format, in words that follow its name; `nil` where that is not a matter of some fields.
  static func lack(of format: any LogImporter.Type, in sample: LogSample) -> String? {
    let needs = format.needs.map { "\($0)" }
    let missing = format.needs.filter { !sample.has($0) }.map { "\($0)" }
    guard !missing.isEmpty, missing.count < needs.count, !isOwn(sample), self.format(of: sample) == nil else {
      return nil
    }
    return ", which have \(needs.joined(separator: ", ")): \(missing.joined(separator: ", ")) "
      + (missing.count == 1 ? "is missing" : "are missing")
  }

  /// A format of which a file has some fields, with those that it lacks, in words that follow "expected"; empty if there is none.
  static func nearest(to sample: LogSample) -> String {
    for format in all {
      if let lack = lack(of: format, in: sample) { return "; or \(format.title) (\(format.name))\(lack)" }
    }
    return ""
  }

  /// Whether a file is one that Ascribe writes.
  private static func isOwn(_ sample: LogSample) -> Bool {
    sample.has("schema") && sample.record?["schema"]?.string?.hasPrefix("ascribe.") == true
  }

  /// What a file looks like, in words.
  static func words(for sample: LogSample) -> String {
    if isOwn(sample), let schema = sample.record?["schema"]?.string {
      return "\(schema) of Ascribe itself, which needs no import"
    }
    return format(of: sample).map { "\($0.title) (\($0.name))" } ?? sample.words
  }
}

/// One call of the import.
package struct LogImport {
  private let format: String
  private let options: ImportOptions

  /// An import of a format by its name.
  ///
  /// - Throws: ``ImportUsageError`` for a name that is none.
  package init(_ format: String, _ options: ImportOptions = ImportOptions()) throws(ImportUsageError) {
    guard LogFormats.names.contains(format) else {
      throw ImportUsageError(
        description: "There is no format \"\(format)\". "
          + (NearestName.suggestion(for: format, among: LogFormats.names).map { "Did you mean \"\($0)\"?" }
            ?? "Accepted: \(LogFormats.names.joined(separator: ", "))."))
    }
    guard (format == MappedImporter.mappingName) == (options.mapping != nil) else {
      throw ImportUsageError(
        description: options.mapping == nil
          ? "The format \"mapping\" needs --mapping FILE."
          : "--mapping is read with the format \"mapping\" only, not with \"\(format)\".")
    }
    self.format = format
    self.options = options
  }

  /// Reads files, or folders that are logs, and hands the lines of the trace to `write`.
  ///
  /// - Throws: ``TraceError`` for the first thing that a log must not hold, and what `write` throws.
  package func run(
    _ paths: [String], write: @escaping TraceOutput
  ) throws -> ImportAccount {
    let files = try LogFolder.expanding(paths)
    return try run(files.count, opening: { (place) throws(TraceError) in try LogFile(files[place]) }, write)
  }

  /// Reads the bytes of one file, which errors call `name`, as ``run(_:write:)`` reads a path's.
  package func run(
    _ bytes: [UInt8], named name: String, write: @escaping TraceOutput
  ) throws -> ImportAccount {
    try run(
      1, opening: { (_) throws(TraceError) in try LogFile(ByteSource(bytes, named: name), path: name) }, write
    )
  }

  /// Reads so many files, each opened when its turn comes.
  private func run(
    _ count: Int, opening open: (Int) throws(TraceError) -> LogFile, _ write: @escaping TraceOutput
  ) throws -> ImportAccount {
    var sink: TraceSink?
    do {
      return try run(count, opening: open, write, &sink)
    } catch let error as TraceError {
      guard let sink, sink.needsWhole, !options.isWhole else { throw error }
      throw ImportReturn(reason: "\(error)")
    }
  }

  private func run(
    _ count: Int, opening open: (Int) throws(TraceError) -> LogFile, _ write: @escaping TraceOutput,
    _ sink: inout TraceSink?
  ) throws -> ImportAccount {
    var chosen: (any LogImporter.Type)?
    var importer: (any LogImporter)?
    for place in 0..<count {
      let file = try open(place)
      let type = try type(of: file)
      if let chosen, chosen != type {
        throw TraceError(
          file: file.name, found: "\(type.title) (\(type.name))",
          expected: "\(chosen.title) (\(chosen.name)), as the files before")
      }
      chosen = type
      let current = sink ?? TraceSink(format: type.name, options, write: write)
      sink = current
      current.begin(file.name)
      var reading = importer ?? type.init(options)
      try reading.read(file, into: current)
      importer = reading
    }
    guard var importer, let sink else {
      throw ImportUsageError(description: "There is no file to import.")
    }
    try importer.finish(into: sink)
    let account = try sink.finish()
    guard account.episodes > 0 else {
      let reasons = account.dropped.map { "\($0.count) \($0.what)" }.joined(separator: ", ")
      throw TraceError(
        file: account.files.joined(separator: ", "),
        found: "without an episode that can be written" + (reasons.isEmpty ? "" : " (left out: \(reasons))"),
        expected: "at least one")
    }
    return account
  }

  /// The importer for a file, if it is of the format that is asked for.
  private func type(of file: LogFile) throws(TraceError) -> any LogImporter.Type {
    if format == MappedImporter.mappingName { return MappedImporter.self }
    if format == LogFormats.auto {
      guard let found = LogFormats.format(of: file.sample) else {
        throw TraceError(
          file: file.name, found: LogFormats.words(for: file.sample),
          expected:
            "one of the formats \(LogFormats.all.map { $0.name }.joined(separator: ", ")), or a --mapping"
            + LogFormats.nearest(to: file.sample))
      }
      return found
    }
    guard let asked = LogFormats.all.first(where: { $0.name == format }) else {
      preconditionFailure("the name was looked up before")
    }
    guard asked.fits(file.sample) else {
      throw TraceError(
        file: file.name, found: LogFormats.words(for: file.sample),
        expected: "\(asked.title) (\(asked.name))" + (LogFormats.lack(of: asked, in: file.sample) ?? ""))
    }
    return asked
  }
}

/// A task came back after its episodes were written: the files can only be read whole (``ImportOptions/isWhole``).
package struct ImportReturn: Error {
  /// Where, as a sentence.
  package let reason: String
}

/// What is wrong with how an import was asked for.
package struct ImportUsageError: Error, CustomStringConvertible {
  package let description: String
}
