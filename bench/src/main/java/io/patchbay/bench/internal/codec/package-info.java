/** JMH benchmarks of the codec and of sound. */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.codec;
