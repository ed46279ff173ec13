/**
 * The floors (RULES 53): bare Netty clients that do the same I/O and decoding, and nothing else.
 */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.floor;
