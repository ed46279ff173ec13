/** Threads for everything that may block. */
@NullMarked
package io.patchbay.runtime.internal.work;

import org.jspecify.annotations.NullMarked;
