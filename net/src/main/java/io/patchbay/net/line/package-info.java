/**
 * The way to a model by messages over WebSocket, for transports: the provider's codec on one side,
 * a connection on the other, and between them as little as possible. What a transport adds is its
 * name and how its sound travels.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net.line;
