/**
 * The stand-in for a language model: what to answer, which tool to call, how many tokens that was.
 * Pure functions.
 */
@NullMarked
package io.patchbay.emulator.model.internal;

import org.jspecify.annotations.NullMarked;
