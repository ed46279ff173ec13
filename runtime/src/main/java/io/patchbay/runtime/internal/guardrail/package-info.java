/** Runs checks of guardrails on workers. */
@NullMarked
package io.patchbay.runtime.internal.guardrail;

import org.jspecify.annotations.NullMarked;
