import Glibc

/// Which process a run belongs to, so that another one of the same number is not taken for it.
package struct ProcessIdentity: Sendable, Hashable {
  /// Its number.
  package let number: Int
  /// When it began, in the kernel's ticks since it was booted; 0 where the system does not say.
  package let start: Int
  /// What names the time since the machine was booted, and the space that numbers of processes are of.
  package let boot: String
  /// The name of the machine.
  package let host: String

  /// A process that was noted.
  package init(number: Int, start: Int, boot: String, host: String) {
    (self.number, self.start, self.boot, self.host) = (number, start, boot, host)
  }

  /// This process.
  package static let current = ProcessIdentity(
    number: Int(getpid()), start: start(of: Int(getpid())) ?? 0, boot: bootName, host: hostName)

  /// Whether the process has ended for sure. Of a process of another machine nothing is known.
  package var isGone: Bool {
    guard host == Self.hostName else { return false }
    guard boot == Self.bootName else {
      // Another space of numbers on a machine that is up still, such as another container: nothing is known.
      return boot.prefix { $0 != " " } != Self.bootName.prefix { $0 != " " }
    }
    guard let found = Self.start(of: number) else { return true }
    return found != start
  }

  private static let hostName: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  private static let bootName: String = {
    let boot = text(of: "/proc/sys/kernel/random/boot_id").map { String($0.prefix { $0 != "\n" }) }
    var link = [CChar](repeating: 0, count: 64)
    let count = unsafe readlink("/proc/self/ns/pid", &link, link.count)
    let space = String(
      decoding: link.prefix(Swift.max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "\(boot ?? "unknown") \(space)"
  }()

  /// The 22nd field of `/proc/N/stat`; the second one is a name in parentheses, which may hold anything. A process that is
  /// dead and only not yet asked for its end has ended.
  private static func start(of process: Int) -> Int? {
    guard let text = text(of: "/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int(fields[19])
  }

  private static func text(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
