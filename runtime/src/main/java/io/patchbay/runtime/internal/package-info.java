/** The heart of the runtime; it knows neither container nor service loader. */
@NullMarked
package io.patchbay.runtime.internal;

import org.jspecify.annotations.NullMarked;
