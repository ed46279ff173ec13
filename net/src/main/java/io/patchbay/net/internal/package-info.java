/** Loops, client and server on Netty, which no exported type mentions. */
@org.jspecify.annotations.NullMarked
package io.patchbay.net.internal;
