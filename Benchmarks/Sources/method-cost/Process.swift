import CMalloc
import Glibc

/// What this process uses.
enum Process {
  /// Processor seconds of this process so far, spent by itself and by the system for it.
  static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Most bytes that were resident at once during some work, beyond those before it; `nil` where the system does not
  /// tell (Linux does, in `/proc`).
  ///
  /// Every larger block comes fresh from the system and goes back to it, so that the work cannot reuse pages that
  /// were resident before.
  static func peakBytes(during work: () throws -> Void) rethrows -> Int? {
    mallopt(M_MMAP_THRESHOLD, 1 << 16)
    malloc_trim(0)
    guard let file = fopen("/proc/self/clear_refs", "w") else { return nil }
    fputs("5", file)  // The peak becomes what is resident now.
    fclose(file)
    let before = peak
    try work()
    guard let before, let after = peak else { return nil }
    return after - before
  }

  /// The most bytes that were resident at once.
  private static var peak: Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split { $0 == " " || $0 == "\t" }
      if fields.first == "VmHWM:", fields.count > 1 { return Int(fields[1]).map { $0 * 1024 } }
    }
    return nil
  }
}
