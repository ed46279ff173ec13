/** Tools from annotated methods, and the running of one call. */
@NullMarked
package io.patchbay.runtime.internal.tool;

import org.jspecify.annotations.NullMarked;
