import Foundation
import Reports
import RunStore

/// A run as commands write it.
struct RunRecord: Codable, Sendable {
  let id, experiment: String
  let name: String?
  let status: RunStatus
  /// Times in UTC, as ISO 8601 has them.
  let started: String
  let ended: String?
  let seconds: Double?
  let exitCode: Int?
  let failure: String?
  let arguments: [String]
  let folder, user, host, version: String
  let commit, parent, seed, fingerprint: String?
  /// Seconds that its threads computed, and the processor; `nil` for runs of versions that did not store them.
  let cpuSeconds: Double?
  let machine: String?
  let parameters, tags: [String: String]
  /// Its numbers and what it made; `nil` in a list.
  var metrics: [RunMetric]?
  var artefacts: [Made]?

  /// Something that it made.
  struct Made: Codable, Sendable {
    let name, mediaType: String
    let size: Int
    let digest: String
    let place: Artefact.Place
  }

  /// A run of a store.
  init(_ run: StoredRun) {
    (id, experiment, name, status) = (run.id, run.experiment, run.name, run.status)
    started = Self.time(run.started)
    ended = run.ended.map(Self.time)
    seconds = run.ended.map { Double($0 - run.started) / 1000 }
    (exitCode, failure, arguments) = (run.exitCode, run.failure, run.arguments)
    (folder, user, host, version) = (run.folder, run.user, run.host, run.version)
    (commit, parent, seed, fingerprint) = (run.revision, run.parent, run.seed, run.fingerprint)
    (cpuSeconds, machine) = (run.cpuSeconds, run.machine)
    (parameters, tags) = (run.parameters, run.tags)
  }

  /// The same with its numbers and what it made.
  init(_ run: StoredRun, in store: Store) throws {
    self.init(run)
    metrics = try store.metrics(of: run.id)
    artefacts = try store.artefacts(of: run.id).map {
      Made(name: $0.name, mediaType: $0.mediaType, size: $0.size, digest: $0.digest, place: $0.place)
    }
  }

  /// The command, as it may be typed again.
  var command: String { Provenance.command(arguments) }

  /// The start of its identifier that tables show.
  var shortID: String { String(id.prefix(8)) }

  /// What it is called in sentences.
  var label: String { name.map { "\(shortID) (\($0))" } ?? shortID }

  private static func time(_ milliseconds: Int) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}
