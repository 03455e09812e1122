import Glibc
import Trajectories

/// Something that a run made: a result, or a file that it wrote.
package struct Artefact: Sendable, Hashable {
  /// Where its bytes are.
  package enum Place: String, Sendable, Hashable, Codable {
    /// In the store's own file.
    case row
    /// In a file beside the store that is named by the digest.
    case file
    /// Nowhere in the store: only what they were is known.
    case outside
  }

  /// What it is called: the path of a file as the command was given it.
  package let name: String
  /// What it is, as MIME has it.
  package let mediaType: String
  /// How many bytes it has.
  package let size: Int
  /// Their SHA-256, as 64 hexadecimal digits.
  package let digest: String
  /// Where its bytes are.
  package let place: Place
  /// The bytes on their way into the store; `nil` of one that was read from it, and where they stay outside.
  let bytes: [UInt8]?

  /// Most bytes that are kept in the store's own file: reading them there is faster than opening another.
  package static let mostInRow = 32 << 10
  /// Most bytes that are kept at all. Of larger files the store has size and digest.
  package static let mostKept = 64 << 20

  init(name: String, mediaType: String, size: Int, digest: String, place: Place, bytes: [UInt8]? = nil) {
    (self.name, self.mediaType, self.size) = (name, mediaType, size)
    (self.digest, self.place, self.bytes) = (digest, place, bytes)
  }

  /// Bytes to be kept.
  package init(_ name: String, mediaType: String, _ bytes: [UInt8]) {
    var digest = SHA256()
    digest.add(bytes)
    self.init(name, mediaType: mediaType, digest, bytes)
  }

  private init(_ name: String, mediaType: String, _ digest: SHA256, _ bytes: [UInt8]) {
    let isKept = digest.count <= Self.mostKept
    self.init(
      name: name, mediaType: mediaType, size: digest.count, digest: digest.text,
      place: !isKept ? .outside : digest.count > Self.mostInRow ? .file : .row,
      bytes: isKept ? bytes : nil)
  }

  /// Bytes that are gone, of which the digest is known.
  package init(_ name: String, mediaType: String, _ digest: SHA256) {
    self.init(
      name: name, mediaType: mediaType, size: digest.count, digest: digest.text, place: .outside)
  }

  /// A file, kept unless it is large.
  ///
  /// - Returns: `nil` for a file that cannot be read, since somebody took it away.
  package init?(file path: String, name: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var kept: [UInt8] = []
    var digest = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { break }
      let bytes = count == piece.count ? piece : Array(piece.prefix(count))
      digest.add(bytes)
      if digest.count <= Self.mostKept { kept += bytes } else { kept = [] }
    }
    self.init(name, mediaType: Self.mediaType(of: name), digest, kept)
  }

  /// What a file is, by the end of its name.
  static func mediaType(of name: String) -> String {
    let types = [
      "json": "application/json", "jsonl": "application/x-ndjson", "html": "text/html", "csv": "text/csv",
      "npz": "application/zip", "dot": "text/vnd.graphviz", "graphml": "application/xml",
      "gz": "application/gzip", "md": "text/markdown", "txt": "text/plain",
    ]
    return name.split(separator: ".").last.flatMap { types[$0.lowercased()] } ?? "application/octet-stream"
  }
}
