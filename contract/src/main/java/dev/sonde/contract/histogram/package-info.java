/**
 * Latency distributions as sparse (bucket, count) pairs on HdrHistogram's own buckets: pure arithmetic, no I/O. A leaf:
 * it knows no other package.
 */
@NullMarked
package dev.sonde.contract.histogram;

import org.jspecify.annotations.NullMarked;
