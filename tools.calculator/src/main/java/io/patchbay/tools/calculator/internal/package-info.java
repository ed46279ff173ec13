/** Arithmetic and units, as tools. */
@NullMarked
package io.patchbay.tools.calculator.internal;

import org.jspecify.annotations.NullMarked;
