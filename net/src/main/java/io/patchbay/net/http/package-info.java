/** HTTP/1.1: a client for small calls, and a server whose routes come and go while it runs. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net.http;
