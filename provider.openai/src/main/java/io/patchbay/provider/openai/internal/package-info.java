/** The OpenAI Realtime dialect: codec, connector and call control. */
@NullMarked
package io.patchbay.provider.openai.internal;

import org.jspecify.annotations.NullMarked;
