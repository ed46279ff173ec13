/**
 * The faces of services that speak OpenAI's protocol with an accent: one row of data for each,
 * taken from their documentation.
 */
@NullMarked
package io.patchbay.emulator.face.dialect.internal;

import org.jspecify.annotations.NullMarked;
