/**
 * The session engine: a thin conductor on a serial loop, and the collaborators it conducts. What it
 * needs of the runtime around it is {@link io.patchbay.runtime.internal.session.SessionHost} and
 * {@link io.patchbay.runtime.internal.session.ToolExecutor}.
 */
@NullMarked
package io.patchbay.runtime.internal.session;

import org.jspecify.annotations.NullMarked;
