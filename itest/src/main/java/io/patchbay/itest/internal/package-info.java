/** Calls over the runtime, the OpenAI provider and the WebSocket transport of the container. */
@NullMarked
package io.patchbay.itest.internal;

import org.jspecify.annotations.NullMarked;
