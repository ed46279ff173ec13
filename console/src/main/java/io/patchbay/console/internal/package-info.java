/** The console: who may see what, and what they get. */
@NullMarked
package io.patchbay.console.internal;

import org.jspecify.annotations.NullMarked;
