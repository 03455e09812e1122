extension [Double] {
  /// Every number combined with another array's number at its place, in the place of this array if nobody else holds
  /// it.
  @inline(__always)
  package consuming func combined<Other>(
    with other: [Other], _ combine: (_ own: Double, _ other: Other) -> Double
  ) -> [Double] {
    precondition(count == other.count, "\(count) numbers are combined with \(other.count)")
    var result = self
    unsafe result.withUnsafeMutableBufferPointer { own in
      for index in own.indices { unsafe own[index] = unsafe combine(own[index], other[index]) }
    }
    return result
  }
}
