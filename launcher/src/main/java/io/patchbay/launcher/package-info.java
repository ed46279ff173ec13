/**
 * The command line of Patchbay: the part before the container, the container itself, and the part
 * inside it.
 */
@NullMarked
package io.patchbay.launcher;

import org.jspecify.annotations.NullMarked;
