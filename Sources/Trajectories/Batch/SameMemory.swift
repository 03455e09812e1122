/// Whether two columns are one piece of memory, or both missing: not whether their numbers are equal.
package func haveSameMemory<Element>(_ one: [Element]?, _ other: [Element]?) -> Bool {
  guard let one, let other else { return one == nil && other == nil }
  return unsafe one.count == other.count
    && one.withUnsafeBufferPointer { one in
      unsafe other.withUnsafeBufferPointer { unsafe one.baseAddress == $0.baseAddress }
    }
}
