/** Telephone calls: how many, how even, how late, and what they cost. */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.sip;
