/**
 * The conversation as a session keeps it: persistent structures whose snapshots cost nothing, and
 * the rules by which what a line tells is merged into them.
 */
@NullMarked
package io.patchbay.runtime.internal.history;

import org.jspecify.annotations.NullMarked;
