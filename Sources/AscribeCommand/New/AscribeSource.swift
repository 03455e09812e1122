import Foundation
import Reports
import Trajectories

/// Where a new package takes Ascribe from.
enum AscribeSource {
  /// The absolute path of a checkout.
  case folder(String)
  /// A repository.
  case url(String)

  /// What `--ascribe` says; without it the checkout that the running program was built in.
  ///
  /// - Throws: ``UsageError`` for a folder that is no checkout of Ascribe, or if nothing was said and the program does not stand in one.
  init(_ said: String?) throws(UsageError) {
    guard let said else {
      guard let found = Self.checkout(of: OwnProcess.program) else {
        throw UsageError(
          description:
            "This program does not stand in a checkout of Ascribe; say with --ascribe where the package "
            + "takes Ascribe from: the folder of a checkout, or a URL.")
      }
      self = .folder(found)
      return
    }
    if Self.isURL(said) {
      guard
        said.utf8.allSatisfy({
          (33...126).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        })
      else { throw Self.refused(said) }
      self = .url(said)
      return
    }
    guard Self.isCheckout(said), let path = Self.absolute(said) else { throw Self.refused(said) }
    self = .folder(path)
  }

  /// The dependency in a manifest.
  var dependency: String {
    switch self {
    case .folder(let path): ".package(name: \"Ascribe\", path: \(path.debugDescription))"
    case .url(let url): ".package(url: \"\(url)\", .upToNextMinor(from: \"\(AscribeVersion.current)\"))"
    }
  }

  /// What products call the package: the last part of a URL, without its ending.
  var package: String {
    switch self {
    case .folder: return "Ascribe"
    case .url(let url):
      let last = url.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init) ?? url
      return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }
  }

  /// Whether a machine that has only the new package finds Ascribe.
  var isReachable: Bool { if case .url = self { true } else { false } }

  private static func refused(_ said: String) -> UsageError {
    UsageError(
      description:
        "--ascribe is \"\(CutText.cutting(said, to: CutText.most))\"; expected the folder of a checkout of "
        + "Ascribe, which holds its Package.swift, or a URL such as https://example.org/ascribe.git.")
  }

  private static func isURL(_ text: String) -> Bool {
    ["https://", "http://", "ssh://", "git://", "file://", "git@"].contains { text.hasPrefix($0) }
  }

  /// The innermost folder above a program that is a checkout.
  private static func checkout(of program: String?) -> String? {
    var folder = program
    while let inner = folder, let end = inner.lastIndex(of: "/") {
      let outer = String(inner[..<end])
      if isCheckout(outer) { return outer }
      folder = outer
    }
    return nil
  }

  private static func isCheckout(_ folder: String) -> Bool {
    guard let manifest = try? String(contentsOfFile: "\(folder)/Package.swift", encoding: .utf8) else {
      return false
    }
    return manifest.contains("name: \"Ascribe\",\n  products:")
  }

  private static func absolute(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
