/** The dialect. */
@NullMarked
package io.patchbay.provider.gemini.internal;

import org.jspecify.annotations.NullMarked;
