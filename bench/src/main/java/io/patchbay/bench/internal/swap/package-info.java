/** Swaps under live calls, and the proof that nothing is lost (RULES 42, 53, 55). */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.swap;
