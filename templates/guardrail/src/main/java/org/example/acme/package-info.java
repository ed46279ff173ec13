/** A guardrail that stops the numbers of payment cards. */
@NullMarked
package org.example.acme;

import org.jspecify.annotations.NullMarked;
