/** Two agents of a small hotel, made of named parts and of the house's own. */
@NullMarked
package io.patchbay.agents.concierge.internal;

import org.jspecify.annotations.NullMarked;
