/** The concierge, an agent made of named parts. */
@NullMarked
package io.patchbay.agents.concierge.internal;

import org.jspecify.annotations.NullMarked;
