/// How far a run has come.
package enum RunStatus: String, Sendable, Hashable, Codable, CaseIterable {
  /// Its process is at work.
  case running = "RUNNING"
  /// It did what was asked, whatever it found.
  case finished = "FINISHED"
  /// It ended with an error.
  case failed = "FAILED"
  /// Its process is gone without having said how it ended.
  case killed = "KILLED"
}

/// What is known of a run when it begins.
package struct RunStart: Sendable {
  /// The experiment that it belongs to.
  package var experiment = "default"
  /// What its user calls it.
  package var name: String?
  /// The words after the name of the program.
  package var arguments: [String]
  /// The working folder.
  package var folder: String
  /// Who runs it.
  package var user: String
  /// The version of the program.
  package var version: String
  /// The commit of the working folder, if it is known.
  package var revision: String?
  /// The run that began it.
  package var parent: String?
  /// The seed of its draws, if it has one.
  package var seed: String?
  /// The processor that it runs on.
  package var machine: String?
  /// Its parameters by name.
  package var parameters: [String: String] = [:]
  /// Its tags by name.
  package var tags: [String: String] = [:]

  /// A run of a command.
  package init(arguments: [String], folder: String, user: String, version: String) {
    (self.arguments, self.folder, self.user, self.version) = (arguments, folder, user, version)
  }
}

/// What is known of a run when it ends.
package struct RunEnd: Sendable {
  /// How it ended.
  package var status: RunStatus
  /// Its exit code.
  package var exitCode: Int
  /// What went wrong; `nil` if nothing did.
  package var failure: String?
  /// What identifies the rules of its scenario.
  package var fingerprint: String?
  /// Seconds that its threads computed.
  package var cpuSeconds: Double?
  /// What it measured.
  package var metrics: [RunMetric] = []
  /// What it made.
  package var artefacts: [Artefact] = []

  /// The end of a run.
  package init(_ status: RunStatus, exitCode: Int, failure: String? = nil) {
    (self.status, self.exitCode, self.failure) = (status, exitCode, failure)
  }
}

/// A number that a run measured, or that it has no value.
package struct RunMetric: Sendable, Hashable, Codable {
  /// What is measured of what, such as `alignment/grpo`.
  package let name: String
  /// What its steps are, such as `batch`; empty for a number of the whole run.
  package let axis: String
  /// The step; 0 for a number of the whole run.
  package let step: Int
  /// The number; `nil` where it is undefined.
  package let value: Double?
  /// The ends of its interval, if it has one.
  package let low, high: Double?

  /// A number of a run.
  package init(
    _ name: String, axis: String = "", step: Int = 0, _ value: Double?, low: Double? = nil,
    high: Double? = nil
  ) {
    (self.name, self.axis, self.step) = (name, axis, step)
    (self.value, self.low, self.high) = (value, low, high)
  }
}

/// A run as the store has it, but for its numbers.
package struct StoredRun: Sendable, Hashable {
  /// Its identifier: 32 hexadecimal digits.
  package let id: String
  /// The experiment that it belongs to.
  package let experiment: String
  /// What its user calls it.
  package let name: String?
  /// The words after the name of the program.
  package let arguments: [String]
  /// The working folder.
  package let folder: String
  /// Who ran it, and on which machine.
  package let user, host: String
  /// The version of the program.
  package let version: String
  /// The commit of the working folder, if it was known.
  package let revision: String?
  /// The run that began it.
  package let parent: String?
  /// How far it has come.
  package let status: RunStatus
  /// When it began and ended, in milliseconds since 1970 in UTC.
  package let started: Int
  package let ended: Int?
  /// Its exit code.
  package let exitCode: Int?
  /// What went wrong.
  package let failure: String?
  /// The seed of its draws.
  package let seed: String?
  /// What identifies the rules of its scenario.
  package let fingerprint: String?
  /// Seconds that its threads computed, and the processor; `nil` for runs of versions that did not store them.
  package let cpuSeconds: Double?
  package let machine: String?
  /// Its parameters and tags by name.
  package let parameters, tags: [String: String]
}
