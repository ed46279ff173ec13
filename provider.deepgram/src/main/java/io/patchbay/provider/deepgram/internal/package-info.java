/** The dialect. */
@NullMarked
package io.patchbay.provider.deepgram.internal;

import org.jspecify.annotations.NullMarked;
