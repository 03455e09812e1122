/// Names by patterns in which `*` stands for any letters.
enum Glob {
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let (name, pattern) = (Array(name.utf8), Array(pattern.utf8))
    var (place, at) = (0, 0)
    // Where to go on if what follows the last star does not fit.
    var retry: (place: Int, at: Int)?
    while place < name.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        retry = (place, at + 1)
        at += 1
      } else if at < pattern.count, pattern[at] == name[place] {
        (place, at) = (place + 1, at + 1)
      } else if let again = retry {
        retry = (again.place + 1, again.at)
        (place, at) = (again.place + 1, again.at)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
