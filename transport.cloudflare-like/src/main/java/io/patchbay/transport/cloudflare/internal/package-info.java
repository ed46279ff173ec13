/** The way to a model by an upgrade through a client that is given, or through a relay. */
@NullMarked
package io.patchbay.transport.cloudflare.internal;

import org.jspecify.annotations.NullMarked;
