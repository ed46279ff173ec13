/**
 * What our side needs of a relay at the edge, which holds the provider's key and lets in whoever
 * shows a short-lived token: the tokens.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net.relay;
